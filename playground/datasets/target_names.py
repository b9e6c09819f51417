"""Words that columns to predict are usually called by, in English and Korean; in lower case, one word each or written together."""

from __future__ import annotations


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TARGETS = _listed(
    """
    target targets label labels outcome response output groundtruth dependent survived survival diagnosis churn churned exited attrition
    default defaulted creditrisk isfraud fraud iscanceled canceled cancelled cardio deathevent tenyearchd heartdisease strokerisk
    medv medhouseval medianhousevalue saleprice sellingprice mpg charges csmpa rings cnt potability creditability acceptability
    species left lifeexpectancy sales demand ytrue answer g3 loanstatus classlabel classvalue
    정답 타깃 타겟 목표 목표값 라벨 레이블 종속변수 반응변수 판매량 매출 매출액 수요 수요량 생존 생존여부 이탈 이탈여부 진단 진단결과 합격 합격여부 불량 불량여부 사기여부 연체여부 품종
    """
)
"""What hardly anything but a target is called."""

OUTCOMES = _listed(
    """
    class classes classification category result outcome status quality num condition stroke income deposit spam sentiment risk subscribed
    converted purchased bought clicked click failure fault defect satisfaction variety conversion revenue approved readmitted
    won winner win price cost
    클래스 분류 결과 등급 품질 상태 판정 구매여부 고장 고장여부 사망 사망여부 가격 판매가 매매가 거래금액 대여량 대여건수
    """
)
"""What is mostly the target where it is there."""

QUANTITIES = _listed(
    """
    count counts rent value salary wage profit amount fare load consumption strength score scores grade gpa duration emission emissions
    expectancy yield energy usage area type expenses spending rating admit concentration level rate volume pe sspl output
    연봉 급여 임금 소득 이익 금액 요금 사용량 소비량 전력사용량 발전량 생산량 수확량 강도 점수 성적 평점 만족도 승객수 대여수 이용자수 이용량 농도 연비 수량
    """
)
"""What people like to predict, and what is as often a feature."""

WHOLE_ONLY = frozenset({"left", "num", "status", "type", "area", "level", "default", "rate"})
"""Those that say nothing as a part of a longer name."""

ENDINGS = frozenset(word for word in TARGETS | OUTCOMES | QUANTITIES if ord(word[0]) > 0x1100)
"""Words that end others without a blank: 아파트가격."""

FEATURES = _listed(
    """
    id year month day hour minute weekday week quarter season date time age sex gender name lat latitude lon lng long longitude zip zipcode
    postcode city country region state address race height width depth length
    나이 연령 성별 연도 년도 년 월 일 시 시간 요일 계절 날짜 위도 경도 지역 주소 도시 이름
    """
)
"""What hardly ever is the target."""

WEAKENING = _listed(
    """
    lag lagged prev previous past before yesterday estimated average avg mean median min max old per unit base initial
    이전 전월 전일 작년 평균 최소 최대 예상
    """
)
"""Words that make a feature of it: the price of yesterday, the mean sales."""
